import "./index.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <main className="p-8 text-xl font-semibold">나루 샌드박스</main>
  </StrictMode>,
);
