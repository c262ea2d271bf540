-- What operators decide about plugins while the gateway runs. The plugins themselves are files of each node.

CREATE TABLE plugin_mode (
    plugin_id  text        COLLATE "C" PRIMARY KEY CHECK (plugin_id ~ '^[a-z][a-z0-9-]{0,62}$'),
    mode       text        NOT NULL CHECK (mode IN ('live', 'shadow', 'disabled')),
    updated_at timestamptz NOT NULL DEFAULT now(),
    revision   bigint      NOT NULL DEFAULT 1
);
COMMENT ON TABLE plugin_mode IS 'What a plugin is there for, on every node; wins over plugins.shadow and plugins.disabled of the configuration.';
COMMENT ON COLUMN plugin_mode.mode IS
    'live: its flags count; shadow: they are stored apart; disabled: it is not loaded.';
