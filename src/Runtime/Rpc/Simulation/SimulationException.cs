using Flink.Core;

namespace Flink.Runtime.Rpc.Simulation;

/// <summary>A simulated world did something that it must not, or did not do what it should. The message has the seed and the last events.</summary>
public sealed class SimulationException : FlinkException
{
    internal SimulationException(string problem, SimulatedNetwork network, Exception? inner = null)
        : base($"Seed {network.Seed}, after {network.Now.TotalSeconds:0.000000} s: {problem}\n{network.Trace}", inner!)
    {
    }
}
