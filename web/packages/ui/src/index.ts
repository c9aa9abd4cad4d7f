export { Badge, type Tone } from "./badge.tsx";
export { Button, buttonClass } from "./button.tsx";
export { Choices } from "./choices.tsx";
export { CopyButton } from "./copy-button.tsx";
export { Dialog } from "./dialog.tsx";
export { type ControlProps, controlClass, Field } from "./field.tsx";
export { Notice } from "./notice.tsx";
export { Tabs, tabClass, tabListClass } from "./tabs.tsx";
