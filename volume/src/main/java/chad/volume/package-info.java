/** What the services agree on about the model catalog: the record of models.json, its tolerant reader and its atomic writer. */
@NullMarked
package chad.volume;

import org.jspecify.annotations.NullMarked;
