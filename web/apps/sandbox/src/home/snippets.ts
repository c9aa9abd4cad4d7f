/** The script tag for index.html. */
export function scriptLine(origin: string): string {
  return `<script src="${origin}/v1/iamport.js"></script>`;
}

/** The call that names the merchant, once, before any payment. */
export function initLine(imp: string): string {
  return `IMP.init("${imp}");`;
}

/** The settings under the names that PortOne's users already have. */
export function envLines({ imp, pg, rest }: { imp: string; pg: string; rest: string }): string {
  return [`PORTONE_IMP=${imp}`, `PORTONE_PG_CODE=${pg}`, `PORTONE_API_BASE=${rest}`].join("\n");
}
