using Flink.Benchmarks.Harness;

namespace Flink.Benchmarks.State;

/// <summary>Updates of keys that are there, in random order, in batches of 1,024.</summary>
internal sealed class KeyedUpdates(Effort effort, int keys) : IWork
{
    private readonly StateTable _table = new(effort == Effort.Full ? keys : keys / 100);
    private readonly long[] _batch = new long[1024];

    public long Units => effort == Effort.Full ? 20_000L * _batch.Length : _batch.Length;

    public long Run()
    {
        var random = new RandomKeys(effort == Effort.Full ? keys : keys / 100);
        long found = 0;
        for (long done = 0; done < Units; done += _batch.Length)
        {
            random.Fill(_batch);
            found += _table.Update(_batch);
        }

        return found;
    }
}
