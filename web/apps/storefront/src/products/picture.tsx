import book from "./pictures/book.svg";
import jar from "./pictures/jar.svg";
import mug from "./pictures/mug.svg";
import socks from "./pictures/socks.svg";
import sweatshirt from "./pictures/sweatshirt.svg";
import tote from "./pictures/tote.svg";

/** Pictures of the products, drawn for this shop. */
const pictures: Readonly<Record<string, string>> = { book, jar, mug, socks, sweatshirt, tote };

/** A product's picture; its name stands beside it, so it says nothing itself. */
export function Picture({ name, className = "" }: { name: string; className?: string }) {
  const address = pictures[name];
  return (
    <span
      aria-hidden
      className={`block aspect-square overflow-hidden rounded-lg bg-raised ${className}`}
    >
      {address !== undefined && (
        <img src={address} alt="" width={400} height={400} className="size-full object-cover" />
      )}
    </span>
  );
}
