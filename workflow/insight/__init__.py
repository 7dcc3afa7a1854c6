"""Read-only: where each nomination stands, lists across stages, the dashboard, exports."""
