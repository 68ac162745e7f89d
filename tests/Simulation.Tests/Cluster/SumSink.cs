using System.Buffers.Binary;
using System.Collections.Concurrent;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Core.State;

namespace Flink.Simulation.Tests.Cluster;

/// <summary>A sink that travels: it adds up what it gets, keeps that in checkpoints, and says it at the end. Exact if and only if each record counted once.</summary>
/// <param name="world">Whose reports; worlds are simulated side by side.</param>
internal sealed class SumSink(string world) : OperatorFactory
{
    private static readonly ConcurrentDictionary<string, ConcurrentDictionary<int, (long Count, long Sum)>> _reports = new();

    private readonly string _world = world;

    public override IReadOnlyList<Type> InputTypes => [typeof(long)];

    public override Type? OutputType => null;

    public override Operator Create() => new Sink(_world);

    /// <summary>What the subtasks said last.</summary>
    public static (int Subtasks, long Count, long Sum) Reports(string world)
    {
        var reports = _reports.GetValueOrDefault(world)?.Values ?? [];
        return (reports.Count, reports.Sum(report => report.Count), reports.Sum(report => report.Sum));
    }

    public static void Forget(string world) => _reports.TryRemove(world, out _);

    private sealed class Sink(string world) : OneInputOperator<long, object>
    {
        private long _count;
        private long _sum;

        public override void Process(Batch<long> batch)
        {
            foreach (var record in batch.Records)
            {
                _count++;
                _sum += record;
            }
        }

        public override void Process(Watermark watermark)
        {
        }

        public override void Snapshot(StateWriter state)
        {
            var entry = state.BeginOperatorEntry("sum");
            var bytes = entry.GetSpan(16);
            BinaryPrimitives.WriteInt64LittleEndian(bytes, _count);
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], _sum);
            entry.Advance(16);
        }

        public override void Restore(StateReader state)
        {
            foreach (var entry in state.OperatorEntries("sum"))
            {
                _count += BinaryPrimitives.ReadInt64LittleEndian(entry.Span);
                _sum += BinaryPrimitives.ReadInt64LittleEndian(entry.Span[8..]);
            }
        }

        public override void Finish() => _reports.GetOrAdd(world, _ => new())[Context.SubtaskIndex] = (_count, _sum);
    }
}
