package chad.ide.security;

/** What a caller may do; for {@code @RolesAllowed}. An operator is a viewer too. */
public final class Role {

    /** Reads everything. */
    public static final String VIEWER = "viewer";

    /** Reads and writes. */
    public static final String OPERATOR = "operator";

    private Role() {}
}
