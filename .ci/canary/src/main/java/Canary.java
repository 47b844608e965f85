/** Compiles, and has one bug, which Error Prone alone finds: two seconds and more run over. */
final class Canary {
    private Canary() {}

    static long nanos(int seconds) {
        return seconds * 1_000_000_000;
    }
}
