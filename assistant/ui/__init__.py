"""The browser page: wiring and rendering only; everything it shows comes from `assistant.api`."""
