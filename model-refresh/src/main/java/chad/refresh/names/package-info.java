/** What a model's name tells: family, version, size, class, and with them the order of the featured models. */
@NullMarked
package chad.refresh.names;

import org.jspecify.annotations.NullMarked;
