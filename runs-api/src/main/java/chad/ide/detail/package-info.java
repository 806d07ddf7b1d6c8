/** One run in detail: its nodes, attempts, input, outputs, and the sentence that says where it stands. */
@NullMarked
package chad.ide.detail;

import org.jspecify.annotations.NullMarked;
