/** The service's own database: opening it, migrations, transactions. Tables and statements are those of the capabilities. */
@NullMarked
package chad.ide.ledger;

import org.jspecify.annotations.NullMarked;
