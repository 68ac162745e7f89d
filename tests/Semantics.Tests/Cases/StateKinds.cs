using System.Globalization;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;

namespace Flink.Semantics.Tests.Cases;

internal static class StateKinds
{
    public static void Build(JobUnderTest job) => job.Print("main", job.Stream("a").KeyBy(one => one.Key).Process(new AllKinds()));

    private sealed class AllKinds : KeyedProcessFunction<string, Event, string>
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

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
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

            var map = _map!.Entries().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value}");
            var maximum = _maximum!.TryGet(out var largest) ? $"{largest}" : "null";
            var average = _average!.TryGet(out var mean) ? Show(mean) : "null";
            output.Collect(
                $"{record.Key},{Show(_value!.Value)},[{string.Join(", ", _list!.Get().ToArray())}],{{{string.Join(", ", map)}}},{maximum},{average}");
        }

        private void Change(Event record)
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

        private static string Show(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";

        // As Java prints it.
        private static string Show(double number) => number.ToString(double.IsInteger(number) ? "0.0" : "R", CultureInfo.InvariantCulture);
    }

    private sealed class Average : IAggregateFunction<long, SumAndCount, double>
    {
        public SumAndCount CreateAccumulator() => default;

        public void Add(in long record, ref SumAndCount accumulator) => accumulator = new(accumulator.Sum + record, accumulator.Count + 1);

        public double GetResult(in SumAndCount accumulator) => accumulator.Sum / (double)accumulator.Count;

        public void Merge(ref SumAndCount accumulator, in SumAndCount other) =>
            accumulator = new(accumulator.Sum + other.Sum, accumulator.Count + other.Count);
    }

    private record struct SumAndCount(long Sum, long Count);
}
