using Flink.Core;
using Flink.Core.Records;
using Flink.Streaming.Timers;

namespace Flink.Streaming.Tests.Timers;

public class MissingTimestampTests
{
    [Fact]
    public void Batch_with_a_record_without_timestamp_is_refused_with_what_to_do()
    {
        var error = Assert.Throws<FlinkException>(() => MissingTimestamp.Refuse([1, Timestamp.None], "Window (1/2)", typeof(int)));

        Assert.Equal(
            "A record of type System.Int32 has no timestamp (Long.MIN_VALUE), and 'Window (1/2)' works in event time. "
            + "Give a WatermarkStrategy with a timestamp assigner to FromSource or AssignTimestampsAndWatermarks, or use processing time.",
            error.Message);
        MissingTimestamp.Refuse([long.MinValue + 1, -1, long.MaxValue], "Window (1/2)", typeof(int));
    }
}
