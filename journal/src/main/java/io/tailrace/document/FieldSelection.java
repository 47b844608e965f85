package io.tailrace.document;

import io.tailrace.error.DocumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fields of a document are meant, nested ones too: a name, or a map from a name to a selection inside it, as
 * {@code "id"} or {@code Map.of("address", List.of("city", "zip"))}. Immutable, any thread.
 *
 * <p>Paths add up: a field that is named as a whole and by parts of it is kept or removed as a whole, and has to have
 * these parts where it is asked for whether a document has its fields.
 *
 * @hidden
 */
public final class FieldSelection {
    private static final int MAX_DEPTH = 100;

    private final Node root;

    private FieldSelection(Node root) {
        this.root = root;
    }

    /**
     * {@return the selection of all these paths together}
     *
     * @param paths names, maps of names to selections (or to {@code true}), lists of these, or selections
     * @throws DocumentException when it is empty somewhere or holds something else
     */
    public static FieldSelection of(Object... paths) {
        Node root = new Node();
        all(Arrays.asList(paths), root, 0);
        return new FieldSelection(root);
    }

    /**
     * Whether all fields meant are fields of the document itself, meant as a whole.
     *
     * @return false if there are nested paths
     */
    public boolean isFlat() {
        for (Node node : root.inner.values()) {
            if (!node.inner.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /**
     * The fields of the document itself that are meant, as a whole or in part.
     *
     * @return their names, in the order given
     */
    public List<String> names() {
        return List.copyOf(root.inner.keySet());
    }

    /**
     * The fields of the document itself that are meant as a whole.
     *
     * @return their names, in the order given
     */
    public List<String> wholeNames() {
        List<String> names = new ArrayList<>();
        root.inner.forEach((name, node) -> {
            if (node.isWhole) {
                names.add(name);
            }
        });
        return List.copyOf(names);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSelection selection && root.equals(selection.root);
    }

    @Override
    public int hashCode() {
        return root.hashCode();
    }

    /** The paths as JSON that {@link #of} takes when it is read. */
    @Override
    public String toString() {
        JsonWriter json = new JsonWriter(new Dictionary(new DocumentLimits()));
        write(root, json);
        return json.toString();
    }

    Node root() {
        return root;
    }

    private static void write(Node node, JsonWriter json) {
        json.beginArray();
        node.inner.forEach((name, inner) -> {
            if (inner.isWhole) {
                json.value(name);
            }
            if (!inner.inner.isEmpty()) {
                json.beginObject().name(name);
                write(inner, json);
                json.endObject();
            }
        });
        json.endArray();
    }

    private static void all(Iterable<?> paths, Node into, int depth) {
        boolean isEmpty = true;
        for (Object path : paths) {
            add(path, into, depth);
            isEmpty = false;
        }
        if (isEmpty) {
            throw new DocumentException("selection is empty, give at least one name");
        }
    }

    private static void add(Object path, Node into, int depth) {
        if (depth > MAX_DEPTH) {
            throw new DocumentException("selection has depth=" + depth + " maximum=" + MAX_DEPTH);
        }
        if (path instanceof CharSequence name) {
            into.inner(name.toString()).isWhole = true;
        } else if (path instanceof Map<?, ?> map) {
            fields(map, into, depth + 1);
        } else if (path instanceof Iterable<?> paths) {
            all(paths, into, depth + 1);
        } else if (path instanceof FieldSelection selection) {
            into.add(selection.root);
        } else {
            throw unknown(path);
        }
    }

    private static void fields(Map<?, ?> fields, Node into, int depth) {
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (!(field.getKey() instanceof CharSequence name)) {
                throw unknown(field.getKey());
            }
            Node node = into.inner(name.toString());
            if (Boolean.TRUE.equals(field.getValue())) {
                node.isWhole = true;
            } else {
                add(field.getValue(), node, depth);
            }
        }
        if (fields.isEmpty()) {
            throw new DocumentException("selection has an empty map, give at least one name");
        }
    }

    private static DocumentException unknown(Object path) {
        return new DocumentException("selection has path=" + path + " class="
                + (path == null ? "none" : path.getClass().getName())
                + ", give a name, a map of names to selections or true, or a list of these");
    }

    /** What is meant of a field: the whole, or some fields inside, or both. Filled before anyone else sees it. */
    static final class Node {
        boolean isWhole;
        final Map<String, Node> inner = new LinkedHashMap<>();

        private Node inner(String name) {
            return inner.computeIfAbsent(name, absent -> new Node());
        }

        private void add(Node other) {
            isWhole |= other.isWhole;
            new ArrayList<>(other.inner.entrySet())
                    .forEach(field -> inner(field.getKey()).add(field.getValue()));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Node node && isWhole == node.isWhole && inner.equals(node.inner);
        }

        @Override
        public int hashCode() {
            return 31 * inner.hashCode() + Boolean.hashCode(isWhole);
        }
    }
}
