using Flink.Benchmarks.Records;
using Flink.Core.Operators;
using Flink.Core.Records;
using Flink.Runtime.Network;
using Flink.Runtime.Scheduling;

namespace Flink.Benchmarks.Jobs;

/// <summary>Sends so many records of a store, a batch at a time while there is room.</summary>
internal sealed class ExchangeFeeder<T>(ExchangeWriter writer, long records) : Tasklet
    where T : ISample<T>
{
    private readonly T[] _store = KeyedStore.Make<T>();
    private readonly long[] _timestamps = KeyedStore.Timestamps();
    private readonly Batch<T> _batch = new(BatchSize.AtExchange<T>());
    private long _sent;
    private bool _isAttached;

    public override string Name => "feeder";

    protected override TaskletStatus Run(long deadline)
    {
        if (!_isAttached)
        {
            _isAttached = true;
            writer.Attach(this, static () => { });
        }

        for (var i = 0; i < 8; i++)
        {
            if (!HasRoom())
            {
                return TaskletStatus.Parked;
            }

            if (_sent == records)
            {
                writer.Flush();
                writer.Broadcast(EndOfInput.Instance);
                return TaskletStatus.Done;
            }

            Fill();
            ((IInput<T>)writer).Process(_batch);
        }

        return TaskletStatus.Ready;
    }

    private bool HasRoom()
    {
        if (writer.HasRoom)
        {
            return true;
        }

        writer.AskForWake();
        return writer.HasRoom;
    }

    private void Fill()
    {
        _batch.Clear();
        var start = (int)(_sent % KeyedStore.Count);
        var count = _batch.Append((int)Math.Min(records - _sent, KeyedStore.Count - start), out var to, out var timestamps);
        _store.AsSpan(start, count).CopyTo(to);
        _timestamps.AsSpan(start, count).CopyTo(timestamps);
        _sent += count;
    }
}
