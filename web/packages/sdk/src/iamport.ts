window.console.warn("");
