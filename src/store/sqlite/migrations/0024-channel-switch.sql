-- A channel that is switched off is told of nothing, and keeps its address for when it is switched on again.
ALTER TABLE alert_channel ADD COLUMN is_active INTEGER NOT NULL DEFAULT 1;
