/** What happened inside a run: events, conversation, diffs, frames, spans. */
@NullMarked
package chad.ide.history;

import org.jspecify.annotations.NullMarked;
