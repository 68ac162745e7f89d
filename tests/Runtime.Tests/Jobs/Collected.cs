using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Runtime.Tests.Jobs;

/// <summary>What the subtasks of a collecting sink received, by subtask.</summary>
internal sealed class Collected<T> : OperatorFactory
{
    private readonly List<(int Subtask, T Record)> _records = [];

    public override IReadOnlyList<Type> InputTypes => [typeof(T)];

    public override Type? OutputType => null;

    public IReadOnlyList<(int Subtask, T Record)> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    public IEnumerable<T> Values => Records.Select(pair => pair.Record);

    public override Operator Create() => new Sink(this);

    private sealed class Sink(Collected<T> owner) : OneInputOperator<T, object>
    {
        public override void Process(Batch<T> batch)
        {
            lock (owner._records)
            {
                foreach (var record in batch.Records)
                {
                    owner._records.Add((Context.SubtaskIndex, record));
                }
            }
        }
    }
}
