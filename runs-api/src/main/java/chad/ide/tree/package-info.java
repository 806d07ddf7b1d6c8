/** The engine's rendered tree: decoding frames, and drawing the tree and the DAG. Pure: no SQL, no HTTP. */
@NullMarked
package chad.ide.tree;

import org.jspecify.annotations.NullMarked;
