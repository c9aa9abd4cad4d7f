import { useQuery } from "@tanstack/react-query";
import { productKeys } from "../api/queries.ts";
import { fetchProducts } from "../api/shop.ts";

export function useProducts() {
  return useQuery({
    queryKey: productKeys.all,
    queryFn: ({ signal }) => fetchProducts(signal),
    staleTime: 60_000,
  });
}
