using System.Globalization;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;
using Flink.Streaming.Tests.Harness;

namespace Flink.Streaming.Tests.State.Keyed;

public class StateKindsTests
{
    private const string Case = "state-kinds";

    [Fact]
    public void Every_kind_of_state_changes_as_in_apache_flink()
    {
        using var harness = Open();

        harness.Push([.. GoldenCase.Input(Case)]);

        Assert.Equal(GoldenCase.Expected(Case, "main"), harness.Records);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void Every_kind_of_state_goes_on_after_restoring_at_any_point_with_any_parallelism(int parallelismBefore, int parallelismAfter)
    {
        var input = GoldenCase.Input(Case);
        for (var cut = 0; cut <= input.Count; cut++)
        {
            using var before = Open(new() { Parallelism = parallelismBefore });
            before.Push([.. input.Take(cut)]);
            using var after = Open(new() { Parallelism = parallelismAfter, Restore = before.Snapshot() });
            after.Push([.. input.Skip(cut)]);

            var actual = before.Records.Concat(after.Records).ToList();
            foreach (var key in (string[])["x", "y"])
            {
                Assert.Equal(
                    GoldenCase.Expected(Case, "main").Where(line => line.StartsWith(key, StringComparison.Ordinal)),
                    actual.Where(line => line.StartsWith(key, StringComparison.Ordinal)));
            }
        }
    }

    private static OperatorHarness<GoldenEvent, string> Open(HarnessOptions? options = null) =>
        OperatorHarness.Of((DataStream<GoldenEvent> stream) => stream.KeyBy(e => e.Key).Process(new AllKinds()), options);

    public sealed class AllKinds : KeyedProcessFunction<string, GoldenEvent, string>
    {
        private IValueState<long?>? _value;
        private IListState<long>? _list;
        private IMapState<long, long>? _map;
        private IReducingState<long>? _maximum;
        private IAggregatingState<long, double>? _average;

        public override void Open(RuntimeContext context)
        {
            _value = context.GetState(new ValueStateDescriptor<long?>("value"));
            _list = context.GetListState(new ListStateDescriptor<long>("list"));
            _map = context.GetMapState(new MapStateDescriptor<long, long>("map"));
            _maximum = context.GetReducingState(new ReducingStateDescriptor<long>("maximum", Math.Max));
            _average = context.GetAggregatingState(new AggregatingStateDescriptor<long, SumAndCount, double>("average", new Average()));
        }

        public override void ProcessElement(in GoldenEvent record, Context context, Collector<string> output)
        {
            if (record.Text == "clear")
            {
                IState[] all = [_value!, _list!, _map!, _maximum!, _average!];
                Array.ForEach(all, state => state.Clear());
            }
            else
            {
                Change(record);
            }

            output.Collect($"{context.CurrentKey},{Text(_value!.Value)},[{string.Join(", ", _list!.Get().ToArray())}],{Map()},{Reduction()},{Aggregate()}");
        }

        private void Change(GoldenEvent record)
        {
            _value!.Update(record.Text == "null" ? null : record.Value);
            if (record.Value == 0)
            {
                _list!.Update([0]);
            }
            else
            {
                _list!.Add(record.Value);
            }

            _map!.Put(record.Value % 3, _map.Get(record.Value % 3) + 1);
            _maximum!.Add(record.Value);
            _average!.Add(record.Value);
        }

        private string Map() => $"{{{string.Join(", ", _map!.Entries().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value}"))}}}";

        private string Reduction() => Text(_maximum!.TryGet(out var maximum) ? maximum : null);

        private string Aggregate() => _average!.TryGet(out var average) ? Java(average) : "null";

        private static string Java(double number) =>
            number.ToString(double.IsInteger(number) ? "0.0" : "R", CultureInfo.InvariantCulture);

        private static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
    }

    public record struct SumAndCount(long Sum, long Count);

    private sealed class Average : IAggregateFunction<long, SumAndCount, double>
    {
        public SumAndCount CreateAccumulator() => default;

        public void Add(in long record, ref SumAndCount accumulator) => accumulator = new(accumulator.Sum + record, accumulator.Count + 1);

        public double GetResult(in SumAndCount accumulator) => accumulator.Sum / (double)accumulator.Count;

        public void Merge(ref SumAndCount accumulator, in SumAndCount other) =>
            accumulator = new(accumulator.Sum + other.Sum, accumulator.Count + other.Count);
    }
}
