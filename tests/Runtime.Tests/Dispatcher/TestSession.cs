using Flink.Runtime.HighAvailability;
using Flink.Runtime.Rpc;

namespace Flink.Runtime.Tests.Dispatcher;

/// <summary>A term that a test grants and ends.</summary>
internal sealed class TestSession : LeaderSession
{
    private readonly TestRecords _records;

    public TestSession(long epoch, TestRecords records)
        : base(epoch, new FencingToken(0, (ulong)epoch), records.For(epoch))
    {
        _records = records;
        records.Term = epoch;
    }

    public Dictionary<string, LeaderAddress?> Published { get; } = [];

    public void Close()
    {
        _records.Term = -1;
        End();
    }

    public override Task PublishAsync(string component, LeaderAddress? leader)
    {
        Published[component] = leader;
        return Task.CompletedTask;
    }
}
