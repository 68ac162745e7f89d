using Flink.Benchmarks.Records;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;
using Flink.Runtime.TaskManager;

namespace Flink.Benchmarks.Jobs;

/// <summary>Adds up what comes over channels until they end.</summary>
internal sealed class ExchangeReceiver<T> : Tasklet, IInput<T>
    where T : ISample<T>
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly InputGate _gate;
    private long _sum;

    public ExchangeReceiver(IReadOnlyList<Channel> channels)
    {
        _gate = new InputGate([channels]);
        _gate.Connect([this]);
        foreach (var channel in channels)
        {
            channel.Consumer = this;
        }
    }

    public override string Name => "receiver";

    public Task<long> Sum => _done.Task;

    public void Process(Batch<T> batch)
    {
        var records = batch.Records;
        var timestamps = batch.Timestamps;
        var sum = 0L;
        for (var i = 0; i < records.Length; i++)
        {
            sum += T.Checksum(in records[i]) ^ timestamps[i];
        }

        _sum += sum;
    }

    public void Process(Watermark watermark)
    {
    }

    public void Process(StreamStatus status)
    {
    }

    public void Process(LatencyMarker marker)
    {
    }

    protected override TaskletStatus Run(long deadline)
    {
        for (var i = 0; i < 8; i++)
        {
            if (!_gate.ProcessNext(InputSelection.All, out _))
            {
                if (!_gate.HasEnded)
                {
                    return TaskletStatus.Parked;
                }

                _done.SetResult(_sum);
                return TaskletStatus.Done;
            }
        }

        return TaskletStatus.Ready;
    }
}
