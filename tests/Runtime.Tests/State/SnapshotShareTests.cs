using System.Buffers;
using Flink.Core;
using Flink.Runtime.State;

namespace Flink.Runtime.Tests.State;

public class SnapshotShareTests
{
    [Fact]
    public void State_that_subtasks_wrote_in_two_forms_is_refused()
    {
        var share = new SnapshotShare(1, [Written("one"), Written("another")], 0, 1, 128);

        var error = Assert.Throws<FlinkException>(() => share.ReadSchema("counts"));

        Assert.StartsWith("State 'counts' was written in two forms", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsRetryable);
    }

    [Fact]
    public void Schema_is_that_of_any_subtask_that_wrote_one()
    {
        var share = new SnapshotShare(1, [StoredSnapshot.Empty, Written("one"), Written("one")], 0, 1, 128);

        Assert.Equal("one"u8.ToArray(), share.ReadSchema("counts").ToArray());
        Assert.True(share.ReadSchema("other").IsEmpty);
    }

    private static StoredSnapshot Written(string schema)
    {
        using var snapshot = new OperatorSnapshot(1);
        snapshot.WriteSchema("counts", System.Text.Encoding.UTF8.GetBytes(schema));
        snapshot.BeginOperatorEntry("counts").Write("entry"u8);
        return StoredSnapshot.Read(snapshot.ToBytes(), "test");
    }
}
