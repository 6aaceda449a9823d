namespace EasyCron.Cron;

/// <summary>Reads one field: <c>*</c>, <c>?</c>, values, names, <c>a-b</c>, <c>x/n</c>, lists, <c>L</c> and <c>#</c>.</summary>
/// <remarks>
/// It reads what cron-parser 5.10.3 means to read. What that library lets through by accident (<c>5*</c>, <c>1-2-9</c>,
/// <c>15L</c>, <c>1#05</c>) is refused, because nobody who writes it expects what would then run.
/// </remarks>
internal ref struct CronFieldParser
{
    private const string NotUnderstood = "is not understood; allowed are ";

    private readonly CronField _field;
    private readonly ReadOnlySpan<char> _text;
    private readonly int _position;
    private ValueSet _plain;
    private ValueSet _last;

    /// <param name="field">Which field is read.</param>
    /// <param name="text">Its text; not empty, without white space.</param>
    /// <param name="position">Where the text begins in the expression, for errors.</param>
    public CronFieldParser(CronField field, ReadOnlySpan<char> text, int position)
    {
        _field = field;
        _text = text;
        _position = position;
    }

    /// <summary>Why <see cref="TryParse"/> failed.</summary>
    public CronFormatException? Error { get; private set; }

    public bool TryParse(out CronFieldValues values)
    {
        if (_text is "*" or "?")
        {
            values = _field.Wild;
            return true;
        }

        values = default;
        if (_field == CronField.DayOfWeek && _text.Contains('#'))
        {
            return TryNthWeekday(out values);
        }

        foreach (var item in _text.Split(','))
        {
            if (!TryItem(_text[item]))
            {
                return false;
            }
        }

        values = new CronFieldValues(_plain, IsWild: false, _last);
        return true;
    }

    private bool TryNthWeekday(out CronFieldValues values)
    {
        values = default;
        var hash = _text.IndexOf('#');
        var weekday = _text[..hash];
        if (_text[(hash + 1)..] is not [>= '1' and <= '5'])
        {
            return Refuse(_text, "has no good #; after it stands one number from 1 to 5, as in 5#3 for the third Friday");
        }

        if (weekday is "*" or "?")
        {
            values = new CronFieldValues(_field.Wild.Plain, Nth: _text[^1] - '0');
            return true;
        }

        if (!TryValue(weekday, _text, out var value))
        {
            return false;
        }

        values = new CronFieldValues(_field.Range(value, value), Nth: _text[^1] - '0');
        return true;
    }

    private bool TryItem(ReadOnlySpan<char> item)
    {
        if (item.IsEmpty)
        {
            return Refuse(_text, "has an empty list item");
        }

        if (TryLast(item, out var last))
        {
            var repeated = _last.Overlaps(last);
            _last |= last;
            return !repeated || RefuseRepetition(item);
        }

        if (!TryRange(item, out var values))
        {
            return false;
        }

        if (_plain.Overlaps(values))
        {
            return RefuseRepetition(item);
        }

        _plain |= values;
        return true;
    }

    /// <summary>Reads <c>L</c> in the day of month; one digit or one name before it in the day of week, <c>5L</c> or <c>FRIL</c>.</summary>
    private readonly bool TryLast(ReadOnlySpan<char> item, out ValueSet last)
    {
        last = default;
        if (_field == CronField.DayOfMonth && item is "L")
        {
            last = ValueSet.Range(0, 0);
            return true;
        }

        if (_field != CronField.DayOfWeek || item[^1] != 'L')
        {
            return false;
        }

        var weekday = item[..^1];
        if (weekday is [>= '0' and <= '7'])
        {
            last = _field.Range(weekday[0] - '0', weekday[0] - '0');
            return true;
        }

        if (_field.TryName(weekday, out var named) && named <= _field.Max)
        {
            last = _field.Range(named, named);
            return true;
        }

        return false;
    }

    private bool TryRange(ReadOnlySpan<char> item, out ValueSet values)
    {
        values = default;
        var slash = item.IndexOf('/');
        var range = slash < 0 ? item : item[..slash];
        var step = 1;
        if (slash >= 0 && (!TryNumber(item[(slash + 1)..], out step) || step == 0))
        {
            return Refuse(item, "has no good step; after the / stands a whole number from 1");
        }

        int first;
        int last;
        if (range is "*" or "?")
        {
            (first, last) = (_field.Min, _field.Max);
        }
        else if (range.IndexOf('-') is >= 0 and var dash)
        {
            if (!TryValue(range[..dash], item, out first) || !TryValue(range[(dash + 1)..], item, out last))
            {
                return false;
            }

            if (first > last)
            {
                return Refuse(item, "runs backwards and a range does not wrap around; write two ranges, as in 22-23,0-2");
            }
        }
        else
        {
            if (!TryValue(range, item, out first))
            {
                return false;
            }

            last = slash >= 0 ? _field.Max : first;
        }

        values = _field.Range(first, last, step);
        return true;
    }

    private bool TryValue(ReadOnlySpan<char> text, ReadOnlySpan<char> item, out int value)
    {
        if (!TryNumber(text, out value) && !_field.TryName(text, out value))
        {
            return Refuse(item, WhyNotUnderstood(item));
        }

        return (value >= _field.Min && value <= _field.Max)
            || Refuse(item, $"is out of range; allowed are {_field.Allowed}");
    }

    /// <summary>Reads ASCII digits, any number of them; what no field could hold is capped.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, out int value)
    {
        const int cap = 1_000;
        value = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = Math.Min((value * 10) + (c - '0'), cap);
        }

        return !text.IsEmpty;
    }

    private readonly string WhyNotUnderstood(ReadOnlySpan<char> item)
    {
        if (item[0] is 'H' or 'h')
        {
            return "asks for a hashed value (H), which is drawn anew at every run; write a number";
        }

        if (item.Contains('W') && _field == CronField.DayOfMonth)
        {
            return "asks for the nearest weekday (W), which is not supported; allowed are " + _field.Allowed;
        }

        return NotUnderstood + _field.Allowed;
    }

    private bool RefuseRepetition(ReadOnlySpan<char> item) => Refuse(item, "repeats a value that the list already holds");

    private bool Refuse(ReadOnlySpan<char> token, string reason)
    {
        _text.Overlaps(token, out var offset);
        Error = new CronFormatException(_field.Name, token, _position + offset, reason);
        return false;
    }
}
