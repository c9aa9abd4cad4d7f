import { Copy } from "./code.tsx";

/** An id with a button that copies it. */
export function Id({ name, text }: { name: string; text: string }) {
  return (
    <span className="-my-1.5 flex items-center">
      <code className="min-w-0 font-mono break-all">{text}</code>
      <Copy text={text} name={name} />
    </span>
  );
}
