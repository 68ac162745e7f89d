using Flink.Core.Functions;
using Flink.Core.State;
using Flink.Streaming.Functions;
using Flink.Streaming.Testing;

namespace Flink.Streaming.Tests.State.Keyed;

public class StateAllocationTests
{
    private const int Keys = 1000;

    [Fact]
    public void Value_state_of_structs_allocates_nothing_per_record() => AllocatesNothing(new Balances());

    [Fact]
    public void Expiring_value_state_allocates_nothing_per_record() =>
        AllocatesNothing(new Balances { Ttl = new StateTtlConfig(TimeSpan.FromHours(1)) });

    [Fact]
    public void Reducing_map_and_timers_allocate_nothing_per_record() => AllocatesNothing(new Several());

    // The harness itself makes batches for the exchange, so what counts is the difference to a function that does nothing.
    private static void AllocatesNothing(KeyedProcessFunction<int, Payment, Payment> function)
    {
        var nothing = BytesPerRecord(new Nothing());
        var something = BytesPerRecord(function);

        Assert.InRange(something - nothing, -1, 0.5);
    }

    private static double BytesPerRecord(KeyedProcessFunction<int, Payment, Payment> function)
    {
        using var harness = OperatorHarness.Of((DataStream<int> stream) => stream
            .FlatMap<Payment>((count, output) =>
            {
                for (var i = 0; i < count; i++)
                {
                    output.Collect(new Payment(i % Keys, i));
                }
            })
            .KeyBy(static (in Payment payment) => payment.Account)
            .Process(function));
        harness.Push(20 * Keys);

        // The least of some rounds: what the runtime itself allocates comes when it likes, what a record costs comes each time.
        var few = Least(harness, 10 * Keys);
        var many = Least(harness, 210 * Keys);
        return (many - few) / (200.0 * Keys);
    }

    private static long Least(OperatorHarness<int, Payment> harness, int records) => Enumerable.Range(0, 5).Min(_ => Measure(harness, records));

    private static long Measure(OperatorHarness<int, Payment> harness, int records)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        harness.Push(records);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    public readonly record struct Payment(int Account, long Amount);

    private sealed class Nothing : KeyedProcessFunction<int, Payment, Payment>
    {
        public override void ProcessElement(in Payment record, Context context, Collector<Payment> output)
        {
        }
    }

    private sealed class Balances : KeyedProcessFunction<int, Payment, Payment>
    {
        private IValueState<Payment>? _balance;

        public StateTtlConfig? Ttl { get; init; }

        public override void Open(RuntimeContext context)
        {
            var descriptor = new ValueStateDescriptor<Payment>("balance");
            if (Ttl is not null)
            {
                descriptor.EnableTimeToLive(Ttl);
            }

            _balance = context.GetState(descriptor);
        }

        public override void ProcessElement(in Payment record, Context context, Collector<Payment> output)
        {
            ref var balance = ref _balance!.Ref();
            balance = new Payment(context.CurrentKey, balance.Amount + record.Amount);
            _balance.Update(_balance.Value with { Account = record.Account });
            if (record.Amount % 7 == 0)
            {
                _balance.Clear();
            }
        }
    }

    private sealed class Several : KeyedProcessFunction<int, Payment, Payment>
    {
        private IReducingState<long>? _maximum;
        private IMapState<int, long>? _byDigit;

        public override void Open(RuntimeContext context)
        {
            _maximum = context.GetReducingState(new ReducingStateDescriptor<long>("maximum", Math.Max));
            _byDigit = context.GetMapState(new MapStateDescriptor<int, long>("by digit"));
        }

        public override void ProcessElement(in Payment record, Context context, Collector<Payment> output)
        {
            _maximum!.Add(record.Amount);
            _byDigit!.Ref((int)(record.Amount % 10))++;
            context.TimerService.RegisterEventTimeTimer(record.Amount % 10);
        }
    }
}
