using Flink.Core.State;

namespace Flink.Assets.EvolvingProgram;

public enum Color
{
    Blue,
    Red,
}

public sealed record Memory(int A, Color Color, int C = 7)
{
    public static string Meet(IValueState<Memory> state) => $"A {state.Value?.A}, {state.Value?.Color}, C {state.Value?.C}";
}
