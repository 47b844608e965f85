package io.tailrace.json;

/** The field names seen so far in each object of one text, to find the one that stands twice. Not thread safe. */
final class FieldNames {
    /*
     * One open-addressed table for all objects of a text. An entry belongs to the object with its serial number; serial
     * numbers never repeat, so entries of earlier texts (below firstSerial) count as free and nothing is ever cleared.
     */
    private String[] names = new String[64];
    private long[] owners = new long[64];
    private long firstSerial = 1;
    private long nextSerial = 1;
    private int used;

    void reset() {
        firstSerial = nextSerial;
        used = 0;
    }

    /** Begins an object; the number names it in {@link #add}. */
    long open() {
        return nextSerial++;
    }

    /** Notes a name of an object; false when the object has it already. */
    boolean add(long object, String name) {
        if (used * 2 >= names.length) {
            grow();
        }
        int mask = names.length - 1;
        int slot = slot(object, name, mask);
        while (owners[slot] >= firstSerial) {
            if (owners[slot] == object && names[slot].equals(name)) {
                return false;
            }
            slot = (slot + 1) & mask;
        }
        owners[slot] = object;
        names[slot] = name;
        used++;
        return true;
    }

    private void grow() {
        String[] oldNames = names;
        long[] oldOwners = owners;
        int mask = oldNames.length * 2 - 1;
        names = new String[mask + 1];
        owners = new long[mask + 1];
        for (int i = 0; i < oldNames.length; i++) {
            if (oldOwners[i] >= firstSerial) {
                int slot = slot(oldOwners[i], oldNames[i], mask);
                while (owners[slot] >= firstSerial) {
                    slot = (slot + 1) & mask;
                }
                owners[slot] = oldOwners[i];
                names[slot] = oldNames[i];
            }
        }
    }

    private static int slot(long object, String name, int mask) {
        int hash = (name.hashCode() ^ (int) object) * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) & mask;
    }
}
