namespace Flink.Examples.SideOutput;

/// <summary>A word and how often it occurs. As CSV it is a row <c>word,count</c>.</summary>
public readonly record struct WordCount(string Word, int Count)
{
    public override string ToString() => $"({Word},{Count})";
}
