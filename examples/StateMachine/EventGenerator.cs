using Flink.Streaming.Sources;

namespace Flink.Examples.StateMachine;

/// <summary>Makes the events of addresses that take turns. Each follows the protocol, but for errors now and then.</summary>
/// <param name="addresses">How many there are.</param>
/// <param name="errorRate">How likely an event is against the rules, from 0 to 1.</param>
/// <param name="seed">Another number, other events.</param>
/// <remarks>
/// An event is made from its number alone, so that a job which begins again in the middle gets the same events. That is why an
/// address resets its session every so often: what it sends depends only on what it has sent since then.
/// </remarks>
public readonly struct EventGenerator(int addresses, double errorRate, int seed) : IGeneratorFunction<Event>
{
    private const int EventsUntilReset = 16;

    public Event Generate(long index)
    {
        var (round, address) = Math.DivRem(index, addresses);
        var (stretch, position) = Math.DivRem(round, EventsUntilReset);
        if (position == EventsUntilReset - 1)
        {
            return new Event((int)address, Signal.Reset);
        }

        var random = new Random(unchecked((int)(stretch * addresses + address) * 31 + seed));
        var state = SessionState.Idle;
        var signal = Draw(random, ref state);
        for (var i = 0; i < position; i++)
        {
            signal = Draw(random, ref state);
        }

        return new Event((int)address, signal);
    }

    /// <summary>Draws signals until one is right, or wrong where there is to be an error.</summary>
    private Signal Draw(Random random, ref SessionState state)
    {
        var isError = random.NextDouble() < errorRate;
        while (true)
        {
            var signal = (Signal)random.Next((int)Signal.Reset);
            var next = Protocol.Next(state, signal);
            if (next is null == isError)
            {
                state = next ?? state;
                return signal;
            }
        }
    }
}
