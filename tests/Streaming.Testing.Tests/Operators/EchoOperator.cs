using Flink.Core.Operators;
using Flink.Core.Records;

namespace Flink.Streaming.Testing.Tests.Operators;

/// <summary>Passes records on; a test says what else it does.</summary>
public class EchoOperator : OneInputOperator<int, int>
{
    public Action<OperatorContext>? OnOpen { get; init; }

    public Action<OperatorContext, int>? OnRecord { get; init; }

    public Action? OnClose { get; init; }

    public override void Open() => OnOpen?.Invoke(Context);

    public override void Process(Batch<int> batch)
    {
        foreach (var record in batch.Records)
        {
            OnRecord?.Invoke(Context, record);
        }

        Output.Process(batch);
    }

    public override void Close() => OnClose?.Invoke();

    protected void Emit(int record)
    {
        var batch = new Batch<int>(1);
        batch.Add(in record, Timestamp.None);
        Output.Process(batch);
    }
}
