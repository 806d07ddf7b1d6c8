package chad.ide.security;

import java.net.InetAddress;
import java.util.Arrays;

/** An address, or a network in CIDR notation. Names are not resolved: who answers for a name may change. */
record Network(InetAddress address, int bits) {

    /** @throws IllegalArgumentException with words for the log */
    static Network parse(String text) {
        String[] parts = text.split("/", 2);
        try {
            InetAddress address = InetAddress.ofLiteral(parts[0]);
            int all = address.getAddress().length * 8;
            int bits = parts.length == 1 ? all : Integer.parseInt(parts[1]);
            if (bits < 0 || bits > all) {
                throw new IllegalArgumentException("bits");
            }
            return new Network(address, bits);
        } catch (IllegalArgumentException notAnAddress) {
            throw new IllegalArgumentException(
                    "`%s` is neither an IP address nor a network such as 172.18.0.0/16".formatted(text), notAnAddress);
        }
    }

    boolean contains(InetAddress other) {
        return address.getAddress().length == other.getAddress().length
                && Arrays.equals(network(address, bits), network(other, bits));
    }

    /** The address with the bits of the host cleared. */
    static byte[] network(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - kept));
        }
        return bytes;
    }
}
