namespace Flink.Assets.KeyHashes;

public enum Color : byte
{
    Red,
    Green,
    Blue = 200,
}

public record struct Point(int X, double Y);

public sealed record Customer(string Name, int? Age, Guid Id, Point Home, byte[] Tag);

public record Shape(int Id);

public sealed record Circle(int Id, decimal Radius) : Shape(Id);

public sealed class Account(string bank, long number)
{
    public string Bank => bank;

    public long Number => number;

    public override bool Equals(object? obj) => obj is Account other && other.Bank == bank && other.Number == number;

    public override int GetHashCode() => HashCode.Combine(bank, number);
}
