package chad.ide.store;

import java.sql.SQLException;

/** The database has tables of the engine's names that are not of the engine's making. */
final class RefusedSchemaException extends SQLException {

    RefusedSchemaException(String reason) {
        super(reason);
    }
}
