using System.Buffers;
using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Core.State;

namespace Flink.Benchmarks.State;

/// <summary>Snapshots of a gigabyte of keyed state, written to a file by a second thread while updates go on; medians over 20 of them.</summary>
/// <param name="Pause">Microseconds in which the task stands still.</param>
/// <param name="Slowdown">Time of an update while a snapshot is written, as a multiple of its time otherwise.</param>
/// <param name="WorstBatch">Milliseconds that the slowest batch of 1,024 updates took during a snapshot.</param>
internal sealed record SnapshotRun(double Pause, double Slowdown, double WorstBatch)
{
    private const int Batch = 1024;

    public static SnapshotRun Measure(Effort effort)
    {
        // 65,536 pages of 16 KB.
        var (keys, rounds) = effort == Effort.Full ? (16_000_000, 20) : (20_000, 2);
        using var table = new StateTable(keys);
        var random = new RandomKeys(keys);
        Spin(table, ref random, () => false, TimeSpan.FromSeconds(effort == Effort.Full ? 2 : 0.01));
        var (pauses, slowdowns, worst) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var i = -1; i < rounds; i++)
        {
            var (before, _) = Spin(table, ref random, () => false, TimeSpan.FromSeconds(effort == Effort.Full ? 0.5 : 0.01));
            var start = Stopwatch.GetTimestamp();
            var writer = new FileState();
            table.Snapshot(writer);
            var pause = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            var thread = new Thread(writer.Run);
            thread.Start();
            var (during, slowest) = Spin(table, ref random, () => writer.IsDone, TimeSpan.MaxValue);
            thread.Join();
            writer.ThrowIfFailed();

            // The first one gets its memory from the system.
            if (i >= 0)
            {
                (pauses[i], slowdowns[i], worst[i]) = (pause, during / before, slowest);
            }
        }

        return new SnapshotRun(Statistics.Median(pauses), Statistics.Median(slowdowns), Statistics.Median(worst));
    }

    private static (double Nanoseconds, double WorstMilliseconds) Spin(StateTable table, ref RandomKeys random, Func<bool> isDone, TimeSpan atMost)
    {
        Span<long> batch = stackalloc long[Batch];
        var start = Stopwatch.GetTimestamp();
        var (last, worst, batches) = (start, 0L, 0L);
        do
        {
            random.Fill(batch);
            table.Update(batch);
            batches++;
            var now = Stopwatch.GetTimestamp();
            worst = Math.Max(worst, now - last);
            last = now;
        }
        while (!isDone() && Stopwatch.GetElapsedTime(start, last) < atMost);

        return (
            Stopwatch.GetElapsedTime(start, last).TotalNanoseconds / (batches * Batch),
            Stopwatch.GetElapsedTime(0, worst).TotalMilliseconds);
    }

    /// <summary>Writes the frozen state into one file, a megabyte at a time.</summary>
    private sealed class FileState : StateWriter, IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[1 << 20];
        private IFrozenState? _frozen;
        private Exception? _failure;
        private FileStream? _file;
        private int _used;
        private bool _isDone;

        public bool IsDone => Volatile.Read(ref _isDone);

        public void Run()
        {
            var path = Path.GetTempFileName();
            try
            {
                using var frozen = _frozen!;
                using (_file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
                {
                    frozen.Write(this, CancellationToken.None);
                    _file.Write(_buffer, 0, _used);
                }
            }
            catch (Exception failure)
            {
                _failure = failure;
            }
            finally
            {
                Volatile.Write(ref _isDone, true);
                File.Delete(path);
            }
        }

        public void ThrowIfFailed()
        {
            if (_failure is not null)
            {
                throw new InvalidOperationException("The snapshot was not written.", _failure);
            }
        }

        public override IBufferWriter<byte> BeginOperatorEntry(string name) => this;

        public override IBufferWriter<byte> BeginKeyedEntry(string name, int keyGroup) => this;

        public override IBufferWriter<byte> ContinueKeyedEntry(string name, int keyGroup) => this;

        public override void WriteSchema(string name, ReadOnlySpan<byte> schema)
        {
            // A few bytes, which do not matter here.
        }

        public override void WriteLater(IFrozenState state) => _frozen = state;

        public void Advance(int count) => _used += count;

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            if (_buffer.Length - _used < Math.Max(1, sizeHint))
            {
                _file!.Write(_buffer, 0, _used);
                _used = 0;
            }

            return _buffer.AsMemory(_used);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
