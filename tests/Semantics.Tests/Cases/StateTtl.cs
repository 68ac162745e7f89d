using System.Globalization;
using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Semantics.Tests.Harness;
using Flink.Streaming.Functions;

namespace Flink.Semantics.Tests.Cases;

internal static class StateTtl
{
    private static readonly StateTtlConfig _ttl = new(TimeSpan.FromMilliseconds(400));

    public static void Build(JobUnderTest job)
    {
        var keyed = job.Stream("a").KeyBy(one => one.Key);
        job.Print("create-write", keyed.Process(new Value(_ttl)));
        job.Print("read-write", keyed.Process(new Value(_ttl with { UpdateType = StateTtlUpdateType.OnReadAndWrite })));
        job.Print(
            "return-expired", keyed.Process(new Value(_ttl with { Visibility = StateTtlVisibility.ReturnExpiredIfNotCleanedUp })));
        job.Print("map", keyed.Process(new Entries()));
        job.Print("disabled", keyed.Process(new Value(null)));
    }

    private sealed class Value(StateTtlConfig? ttl) : KeyedProcessFunction<string, Event, string>
    {
        private IValueState<long?>? _value;

        public override void Open(RuntimeContext context)
        {
            var descriptor = new ValueStateDescriptor<long?>("value");
            if (ttl is not null)
            {
                descriptor.EnableTimeToLive(ttl);
            }

            _value = context.GetState(descriptor);
        }

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            output.Collect($"{record.Key},{record.Text},{_value!.Value?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
            if (record.Text == "w")
            {
                _value.Update(record.Value);
            }
        }
    }

    private sealed class Entries : KeyedProcessFunction<string, Event, string>
    {
        private IMapState<long, long>? _entries;

        public override void Open(RuntimeContext context)
        {
            var descriptor = new MapStateDescriptor<long, long>("entries");
            descriptor.EnableTimeToLive(_ttl);
            _entries = context.GetMapState(descriptor);
        }

        public override void ProcessElement(in Event record, Context context, Collector<string> output)
        {
            var live = _entries!.Entries().OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}={entry.Value}");
            output.Collect($"{record.Key},{record.Text},{{{string.Join(", ", live)}}}");
            if (record.Text == "w")
            {
                _entries.Put(record.Value / 100, record.Value);
            }
        }
    }
}
