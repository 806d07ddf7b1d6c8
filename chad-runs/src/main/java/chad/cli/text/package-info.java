/** Words for people: tables, ages, states, and text from outside made harmless. */
@NullMarked
package chad.cli.text;

import org.jspecify.annotations.NullMarked;
