using System.Buffers.Binary;
using Flink.Core.Records;
using Flink.Core.State;

namespace Flink.Streaming.Testing.Tests.Operators;

/// <summary>Keeps a sum, which it writes as frozen state - or, when it is told to cheat, as the living one.</summary>
public sealed class SumOperator(bool isCheating = false) : EchoOperator
{
    private int _sum;

    public override void Process(Batch<int> batch)
    {
        foreach (var record in batch.Records)
        {
            _sum += record;
        }
    }

    public override void Snapshot(StateWriter state)
    {
        state.WriteSchema("sum", [7]);
        var sum = _sum;
        state.WriteLater(new Frozen(() => isCheating ? _sum : sum));
    }

    public override void Restore(StateReader state)
    {
        Assert.Equal([7], state.ReadSchema("sum").ToArray());
        foreach (var entry in state.OperatorEntries("sum"))
        {
            _sum += BinaryPrimitives.ReadInt32LittleEndian(entry.Span);
        }
    }

    public override void Finish() => Emit(_sum);

    private sealed class Frozen(Func<int> value) : IFrozenState
    {
        private readonly Thread _maker = Thread.CurrentThread;

        public void Write(StateWriter state, CancellationToken cancellation)
        {
            Assert.NotSame(_maker, Thread.CurrentThread);
            var entry = state.BeginOperatorEntry("sum");
            BinaryPrimitives.WriteInt32LittleEndian(entry.GetSpan(4), value());
            entry.Advance(4);
        }

        public void Dispose()
        {
        }
    }
}
