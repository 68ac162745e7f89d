using Flink.Core.State;

namespace Flink.Assets.EvolvingProgram;

public enum Color
{
    Red,
    Green,
}

public sealed record Memory(int A, string B, Color Color)
{
    public static string Meet(IValueState<Memory> state)
    {
        state.Update(new Memory(41, "b", Color.Green));
        return "written";
    }
}
