import type { ReactNode } from "react";

/** Drawings of the products, so that the shop needs no pictures of others. */
const drawings: Readonly<Record<string, ReactNode>> = {
  sweatshirt: (
    <>
      <path d="M34 30 12 46l8 20 10-5v37h60V61l10 5 8-20-22-16-12-4c-4 8-24 8-28 0z" />
      <path d="M30 90h60M44 27c6 12 26 12 32 0" />
    </>
  ),
  beanie: (
    <>
      <path d="M24 76c0-30 14-48 36-48s36 18 36 48" />
      <path d="M18 74h84v20H18zM36 74v20M54 74v20M72 74v20M90 74v20" />
      <circle cx="60" cy="22" r="8" />
    </>
  ),
  socks: (
    <>
      <path d="M30 18h20v44l18 18c8 8-4 22-14 14L30 76z" />
      <path d="M64 18h20v40l14 16c7 9-5 20-14 13l-6-5M30 30h20M64 30h20" />
    </>
  ),
  mug: (
    <>
      <path d="M26 34h54v50c0 10-8 14-16 14H42c-8 0-16-4-16-14z" />
      <path d="M80 46h10c16 0 16 32 0 32H80M40 24c-4-6 4-8 0-14M56 24c-4-6 4-8 0-14" />
    </>
  ),
  tote: (
    <>
      <path d="M24 44h72l6 56H18z" />
      <path d="M42 56V36c0-24 36-24 36 0v20" />
    </>
  ),
  parka: (
    <>
      <path d="M40 24 14 42v46h14V60v42h64V60v28h14V42L80 24c-6 10-34 10-40 0z" />
      <path d="M60 32v70M28 66h64M28 84h64M40 24c0-18 40-18 40 0" />
    </>
  ),
};

export function Picture({ name, className = "" }: { name: string; className?: string }) {
  return (
    <span
      aria-hidden
      className={`flex aspect-square items-center justify-center rounded-lg bg-raised text-ink-soft ${className}`}
    >
      <svg
        viewBox="0 0 120 120"
        className="w-3/5"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        strokeLinejoin="round"
        strokeLinecap="round"
        aria-hidden="true"
      >
        {drawings[name] ?? (
          <path d="M24 36 60 20l36 16v48l-36 16-36-16zM24 36l36 16 36-16M60 52v48" />
        )}
      </svg>
    </span>
  );
}
