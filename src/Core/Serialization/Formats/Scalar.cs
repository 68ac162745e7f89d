namespace Flink.Core.Serialization.Formats;

/// <summary>A type that is written as one value.</summary>
/// <param name="Code">Stands for the type in the bytes of a schema: never given to another.</param>
/// <param name="Name">As C# writes it.</param>
/// <param name="Type">The type.</param>
/// <param name="Format">The struct that writes and reads it.</param>
/// <param name="Size">Bytes of a value; 0 where a <see cref="TextHeader"/> says how many follow.</param>
/// <param name="Wider">Types to which every value converts without loss.</param>
internal sealed record Scalar(byte Code, string Name, Type Type, Type Format, int Size, Type[] Wider)
{
    /// <summary>The least bytes of a value.</summary>
    public int MinSize => Math.Max(Size, 1);

    /// <summary>Whether an enumeration may be of this type.</summary>
    public bool IsInteger => Code is >= 2 and <= 9;
}
