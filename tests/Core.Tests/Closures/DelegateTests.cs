namespace Flink.Core.Tests.Closures;

public class DelegateTests
{
    private delegate int Change(ref int value);

    [Fact]
    public void Lambda_without_captures_travels() => Assert.Equal(42, Travel.Of<Func<int, int>>(n => n * 2)(21));

    [Fact]
    public void Captured_variables_are_copied_as_they_are_at_the_time()
    {
        var factor = 3;
        Func<int, int> scale = n => n * factor;

        var there = Travel.Of(scale);
        factor = 100;

        Assert.Equal(6, there(2));
        Assert.Equal(200, scale(2));
    }

    [Fact]
    public void Nested_closures_travel_with_all_their_scopes()
    {
        var outer = 10;
        var functions = new List<Func<int, int>>();
        for (var i = 0; i < 3; i++)
        {
            var inner = i;
            functions.Add(n => outer + inner + n);
        }

        var there = Travel.Of(functions);

        Assert.Equal([15, 16, 17], there.Select(function => function(5)));
    }

    [Fact]
    public void Lambda_that_returns_a_lambda_travels()
    {
        Func<int, Func<int, int>> add = a => b => a + b;

        Assert.Equal(5, Travel.Of(add)(2)(3));
        Assert.Equal(5, Travel.Of(add(2))(3));
    }

    [Fact]
    public void Local_functions_and_methods_travel()
    {
        var offset = 7;
        int Add(int n) => n + offset;
        static int Twice(int n) => 2 * n;

        Assert.Equal(9, Travel.Of<Func<int, int>>(Add)(2));
        Assert.Equal(4, Travel.Of<Func<int, int>>(Twice)(2));
        Assert.Equal(3, Travel.Of<Func<int, int>>(Math.Abs)(-3));
        Assert.Equal("7", Travel.Of<Func<string>>(offset.ToString)());
    }

    [Fact]
    public void Recursive_lambda_refers_to_its_own_copy()
    {
        Func<int, int> factorial = null!;
        factorial = n => n < 2 ? 1 : n * factorial(n - 1);

        var there = Travel.Of(factorial);
        factorial = _ => 0;

        Assert.Equal(120, there(5));
    }

    [Fact]
    public void Method_of_an_object_takes_the_object_along()
    {
        var counter = new Counter { Count = 5 };

        var there = Travel.Of<Func<int>>(counter.Next);

        Assert.Equal([6, 7], [there(), there()]);
        Assert.Equal(5, counter.Count);
    }

    [Fact]
    public void Methods_that_override_and_implement_travel()
    {
        Animal animal = new Dog();
        IComparable<int> five = 5;

        Assert.Equal("dog", Travel.Of<Func<string>>(animal.Name)());
        Assert.Equal(1, Travel.Of<Func<int, int>>(five.CompareTo)(4));
    }

    [Fact]
    public void Method_of_a_struct_works_on_its_own_copy()
    {
        var point = new Point { X = 1 };

        var there = Travel.Of<Func<int, int>>(point.Move);

        Assert.Equal([3, 5], [there(2), there(2)]);
    }

    [Fact]
    public void Combined_delegates_keep_their_order()
    {
        List<string> said = [];
        Action both = () => said.Add("a");
        both += () => said.Add("b");
        both += () => said.Add("a");
        var (_, there) = Travel.Of((said, both));
        var copy = Travel.Of(new Talk { Said = said, Speak = both });

        there();
        copy.Speak!();

        Assert.Empty(said);
        Assert.Equal(["a", "b", "a"], copy.Said);
    }

    [Fact]
    public void Closed_extension_methods_and_open_instance_methods_travel()
    {
        var word = "word";
        Func<string> closed = word.Twice;
        var open = (Func<string, string>)Delegate.CreateDelegate(typeof(Func<string, string>), null, typeof(string).GetMethod(nameof(string.Trim), [])!);

        Assert.Equal("wordword", Travel.Of(closed)());
        Assert.Equal("x", Travel.Of(open)(" x "));
    }

    [Fact]
    public void Delegate_over_a_delegate_and_over_a_collection_travels()
    {
        Func<int, bool> even = n => n % 2 == 0;
        var set = new HashSet<int> { 1, 2 };
        var frozen = System.Collections.Immutable.ImmutableHashSet.Create(3);

        Assert.True(Travel.Of<Func<int, bool>>(even.Invoke)(2));
        Assert.True(Travel.Of<Func<int, bool>>(set.Contains)(2));
        Assert.True(Travel.Of<Func<int, bool>>(frozen.Contains)(3));
    }

    [Fact]
    public void Generic_methods_and_lambdas_in_them_travel()
    {
        Assert.Equal("[5]", Travel.Of<Func<int, string>>(Show)(5));
        Assert.Equal("[x]", Travel.Of(Shower<string>("["))("x"));
        Assert.Equal((1, "a"), Travel.Of(new Pairing<int>(1).With<string>())("a"));

        static string Show<T>(T value) => $"[{value}]";
        static Func<T, string> Shower<T>(string open) => value => $"{open}{value}]";
    }

    [Fact]
    public void Overloads_are_told_apart()
    {
        Func<int, string> number = Overloaded.Of;
        Func<string, string> text = Overloaded.Of;
        Func<long, string> generic = Overloaded.Of<long>;

        Assert.Equal("number", Travel.Of(number)(1));
        Assert.Equal("text", Travel.Of(text)(""));
        Assert.Equal("any", Travel.Of(generic)(1));
    }

    [Fact]
    public void Delegate_types_of_the_user_and_of_the_compiler_travel()
    {
        Change change = (ref int value) => value++;
        var natural = (ref int value, string text) => value + text.Length;
        var number = 1;

        Assert.Equal(1, Travel.Of(change)(ref number));
        Assert.Equal(4, Travel.Of(natural)(ref number, "ab"));
    }

    private sealed class Talk
    {
        public List<string> Said { get; init; } = [];

        public Action? Speak { get; init; }
    }

    private sealed class Counter
    {
        public int Count { get; set; }

        public int Next() => ++Count;
    }

    private abstract class Animal
    {
        public abstract string Name();
    }

    private sealed class Dog : Animal
    {
        public override string Name() => "dog";
    }

    private struct Point
    {
        public int X { get; set; }

        public int Move(int by) => X += by;
    }

    private sealed class Pairing<TFirst>(TFirst first)
    {
        public Func<TSecond, (TFirst, TSecond)> With<TSecond>() => second => (first, second);
    }

    private static class Overloaded
    {
        public static string Of(int value) => "number";

        public static string Of(string value) => "text";

        public static string Of<T>(T value) => "any";
    }
}

internal static class Words
{
    public static string Twice(this string word) => word + word;
}
