package io.tailrace.query;

/** What can be wrong when the members at a sequence are read; tests show that they would notice it. */
enum MembersFault {
    /** Everything is right. */
    NONE,
    /** Documents that came after the sequence are shown too. */
    REPEAT_AT_S,
    /** Documents that changed after the sequence are lost. */
    LOST_OLD_IMAGE,
    /** What the indexes show is not waited for to be committed. */
    FORGOTTEN_WAIT;

    /** Members that are read with this fault; the rig has it from then on. */
    MembersAt membersAt(MembersRig rig, Source source, long sequence, int limitBytes) {
        rig.fault = this;
        return new MembersAt(rig, source, this == REPEAT_AT_S ? rig.lastSequence() : sequence, limitBytes);
    }
}
