using System.Diagnostics;
using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Configuration;
using Flink.Core.EventTime;
using Flink.Core.Functions;
using Flink.Streaming;

namespace Flink.Benchmarks.Jobs;

/// <summary>Checkpoints of a whole job with a gigabyte of keyed state, to a folder; medians over 20 of them.</summary>
/// <param name="Pause">Microseconds from the last records that the task passed on to when all of its state was frozen; the next ones follow at once.</param>
/// <param name="Slowdown">Time of a record from the freeze until the state's file has its length, as a multiple of its time in the second before.</param>
/// <param name="WorstBatch">Milliseconds that the slowest 1,024 records took in that time.</param>
/// <param name="Allocated">Megabytes that the process allocated on its heap in that time.</param>
internal sealed record JobSnapshots(double Pause, double Slowdown, double WorstBatch, double Allocated)
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    public static JobSnapshots Measure(Effort effort)
    {
        // 65,536 pages of 16 KB, and as many copies.
        var (keys, filling, rounds) = effort == Effort.Full ? (16_000_000L, 80_000_000L, 20) : (20_000L, 40_000L, 2);
        var folder = Directory.CreateTempSubdirectory("flink-job-snapshots-");
        try
        {
            var configuration = FlinkConfiguration.Empty
                .With(TaskManagerMemoryOptions.ManagedSize, MemorySize.FromMebibytes(4096))
                .With(CheckpointingOptions.Directory, folder.FullName)
                .With(CheckpointingOptions.MinPause, Between);
            Watch.Current = new Watch();
            using var job = new RunningJob(environment => Build(environment.EnableCheckpointing(Between), keys), configuration);
            job.WaitUntil(() => Watch.Current.Records > filling);

            // The first one gets its memory from the system.
            return Medians([.. Enumerable.Range(0, rounds + 1).Select(_ => Next(job, folder)).Skip(1)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Build(StreamExecutionEnvironment environment, long keys) => environment
        .FromSource(new ReadingSource(new ReadingStream(keys, Disorder: 0), long.MaxValue), WatermarkStrategy.NoWatermarks<Reading>(), "Readings")
        .Map(static reading => new KeySum(reading.Key, reading.Value))
        .KeyBy(static (in KeySum sum) => sum.Key)
        .Reduce(static (a, b) => new KeySum(a.Key, a.Sum + b.Sum))
        .AddSink(default(WatchingSink));

    private static JobSnapshots Next(RunningJob job, DirectoryInfo folder)
    {
        var watch = Watch.Current!;
        var frozen = watch.Snapshots;
        var samples = new List<(long Time, long Records)>();
        job.WaitUntil(() =>
        {
            samples.Add((Stopwatch.GetTimestamp(), watch.Records));
            return watch.Snapshots > frozen;
        });
        var (time, records) = samples[^1];
        var before = samples.FindLast(sample => Stopwatch.GetElapsedTime(sample.Time, time) > 0.8 * Between) is { Time: > 0 } found ? found : samples[0];
        var usual = Stopwatch.GetElapsedTime(before.Time, time).TotalNanoseconds / (records - before.Records);
        var pause = watch.Pause;
        watch.Worst = 0;
        var allocated = GC.GetTotalAllocatedBytes();
        var lengths = new List<(long Time, long Records, long Length, long Worst, long Allocated)>();
        job.WaitUntil(() =>
        {
            var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Directory!.Name == $"chk-{watch.Snapshots}").ToList();
            lengths.Add((Stopwatch.GetTimestamp(), watch.Records, files.Sum(static file => file.Length), watch.Worst, GC.GetTotalAllocatedBytes()));
            return files.Exists(static file => file.Name == "_metadata");
        });
        var end = lengths.Find(sample => sample.Length > 0.999 * lengths[^1].Length);
        var during = Stopwatch.GetElapsedTime(time, end.Time).TotalNanoseconds / Math.Max(1, end.Records - records);
        var result = new JobSnapshots(pause, during / usual, Stopwatch.GetElapsedTime(0, end.Worst).TotalMilliseconds, (end.Allocated - allocated) / (double)(1 << 20));
        Console.Error.WriteLine(
            $"{end.Length >> 20} MB in {Stopwatch.GetElapsedTime(time, end.Time).TotalSeconds:0.00} s, complete after {Stopwatch.GetElapsedTime(time, lengths[^1].Time).TotalSeconds:0.00} s: "
            + $"pause {result.Pause:0} us, {usual:0.0} ns a record before, {during:0.0} while it was written, worst batch {result.WorstBatch:0.0} ms, {result.Allocated:0.0} MB allocated, heap {GC.GetTotalMemory(false) >> 20} MB");
        return result;
    }

    private static JobSnapshots Medians(JobSnapshots[] all) => new(
        Statistics.Median([.. all.Select(static one => one.Pause)]),
        Statistics.Median([.. all.Select(static one => one.Slowdown)]),
        Statistics.Median([.. all.Select(static one => one.WorstBatch)]),
        Statistics.Median([.. all.Select(static one => one.Allocated)]));

    public readonly record struct KeySum(long Key, long Sum);

    /// <summary>What the sink tells the measuring thread.</summary>
    private sealed class Watch
    {
        public static Watch? Current { get; set; }

        public long Records;
        public long Worst;
        public int Snapshots;
        public double Pause;
    }

    private struct WatchingSink : ISinkFunction<KeySum>, ICheckpointedFunction
    {
        private const int RecordsPerLook = 64;
        private const int Batch = 1024;

        private long _records;
        private long _lastLook;
        private long _batchStart;

        public readonly void InitializeState(IFunctionInitializationContext context)
        {
            // Nothing is kept: the call of SnapshotState is what is wanted.
        }

        public void SnapshotState()
        {
            Watch.Current!.Pause = Stopwatch.GetElapsedTime(_lastLook).TotalMicroseconds;
            Watch.Current.Snapshots++;
        }

        public void Invoke(in KeySum record, long timestamp)
        {
            if (++_records % RecordsPerLook != 0)
            {
                return;
            }

            _lastLook = Stopwatch.GetTimestamp();
            if (_records % Batch == 0)
            {
                var watch = Watch.Current!;
                Volatile.Write(ref watch.Records, _records);
                if (_batchStart > 0 && _lastLook - _batchStart > watch.Worst)
                {
                    watch.Worst = _lastLook - _batchStart;
                }

                _batchStart = _lastLook;
            }
        }
    }
}
