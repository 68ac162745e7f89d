using Flink.Benchmarks.Harness;
using Flink.Benchmarks.Records;
using Flink.Core.Functions;
using Flink.Core.Metrics;
using Flink.Core.Types;
using Flink.Streaming;
using Flink.Streaming.Functions;
using Flink.Streaming.Sources;

namespace Flink.Benchmarks.Jobs;

/// <summary>The shuffle experiment of the peer: records of two numbers and a text of 100 letters from a source on one worker to a keyed function on another.</summary>
internal static class ShuffleJobs
{
    private const long FullRecords = 12_500_000;
    private const long SmokeRecords = 10_000;
    private const int Texts = 64;
    private const int TextLength = 100;

    /// <summary>Texts as strings.</summary>
    public static IWork Strings(Effort effort) =>
        Work<TextEvent, TextGenerator>(effort, new TextGenerator(), static record => record.Key, static record => record.Value);

    /// <summary>Texts as slices of UTF-8.</summary>
    public static IWork Slices(Effort effort) =>
        Work<Utf8Event, Utf8Generator>(effort, new Utf8Generator(), static record => record.Key, static record => record.Value);

    private static JobWork Work<T, TGenerator>(Effort effort, TGenerator generator, Func<T, long> keyOf, Func<T, long> valueOf)
        where TGenerator : struct, IGeneratorFunction<T>
    {
        var records = effort.Of(FullRecords, SmokeRecords, longer: 4);
        return new JobWork(records, environment => environment
            .FromGenerator(generator, new GeneratorOptions<T> { Count = records }).SlotSharingGroup("sources")
            .KeyBy(keyOf)
            .Process(new SumOfValues<T>(valueOf)).SlotSharingGroup("receivers")
            .Discard().SlotSharingGroup("receivers"));
    }

    private static char LetterOf(int text, int position) => (char)('a' + (PeerTupleStream.Mix((ulong)((text * TextLength) + position)) % 26));

    private static string TextOf(int text) => string.Create(TextLength, text, static (letters, number) =>
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = LetterOf(number, i);
        }
    });

    private struct TextGenerator : IGeneratorFunction<TextEvent>
    {
        private static readonly string[] Made = [.. Enumerable.Range(0, Texts).Select(TextOf)];

        public readonly TextEvent Generate(long index) =>
            new() { Key = (long)PeerTupleStream.Mix((ulong)index), Value = index, Text = Made[index % Texts] };
    }

    private struct Utf8Generator : IGeneratorFunction<Utf8Event>
    {
        private static readonly Utf8String[] Made = [.. Enumerable.Range(0, Texts).Select(static text => Utf8String.From(TextOf(text)))];

        public readonly Utf8Event Generate(long index) =>
            new() { Key = (long)PeerTupleStream.Mix((ulong)index), Value = index, Text = Made[index % Texts] };
    }

    /// <summary>Sends nothing on, as the peer's function does, but adds up what came.</summary>
    private sealed class SumOfValues<T>(Func<T, long> valueOf) : KeyedProcessFunction<long, T, long>
    {
        private long _sum;
        private LongCounter? _checksum;

        public override void Open(RuntimeContext context) => _checksum = ChecksumAccumulator.Register(context);

        public override void ProcessElement(in T record, Context context, Collector<long> output) => _sum += valueOf(record);

        public override void Close() => _checksum?.Add(_sum);
    }
}
