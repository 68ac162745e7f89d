namespace Flink.Core.Operators;

/// <summary>The set of inputs that an operator with several wants to read next.</summary>
/// <param name="Mask">Bit i stands for input i; operators have at most 64 inputs.</param>
public readonly record struct InputSelection(ulong Mask)
{
    /// <summary>Whatever comes first.</summary>
    public static readonly InputSelection All = new(ulong.MaxValue);

    /// <summary>Only one input; the others are not read and push back.</summary>
    /// <param name="input">Its index, 0 to 63.</param>
    public static InputSelection Only(int input) => new(1UL << input);

    /// <summary>Whether input <paramref name="input"/> is in the set.</summary>
    public bool Contains(int input) => (Mask >> input & 1) != 0;
}
