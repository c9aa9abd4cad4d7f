import { useQuery } from "@tanstack/react-query";
import { productKeys } from "../api/queries.ts";
import { fetchCatalogue } from "../api/shop.ts";

export function useCatalogue() {
  return useQuery({
    queryKey: productKeys.all,
    queryFn: ({ signal }) => fetchCatalogue(signal),
    staleTime: 10_000, // the last piece of something may go
  });
}
