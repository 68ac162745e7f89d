namespace Flink.Examples.SessionWindowing;

/// <summary>So many clicks of a user at a time in milliseconds; as a result, all clicks of a session that began then.</summary>
public readonly record struct Click(string User, long Time, int Count)
{
    public override string ToString() => $"({User},{Time},{Count})";
}
